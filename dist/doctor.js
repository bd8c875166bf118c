export { m as doctor } from "./rest.js";
