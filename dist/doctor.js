export { h as doctor } from "./rest.js";
