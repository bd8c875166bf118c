export { S as doctor } from "./rest.js";
