export { x as dispatchServe } from "./rest.js";
