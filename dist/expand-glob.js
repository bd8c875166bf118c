export { a as expandGlob } from "./rest.js";
