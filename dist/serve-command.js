export { f as dispatchServe } from "./rest.js";
