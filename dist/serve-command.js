export { y as dispatchServe } from "./rest.js";
