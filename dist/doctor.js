export { E as doctor } from "./rest.js";
