export { g as dispatchServe } from "./rest.js";
