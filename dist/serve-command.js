export { C as dispatchServe } from "./rest.js";
