export { t as providePath } from "./rest.js";
