export { c as expandGlob } from "./rest.js";
