export { p as doctor } from "./rest.js";
