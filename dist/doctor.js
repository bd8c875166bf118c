export { w as doctor } from "./rest.js";
