export { y as doctor } from "./rest.js";
