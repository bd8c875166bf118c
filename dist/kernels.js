export { f as kernels } from "./rest.js";
