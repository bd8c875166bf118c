export { w as kernels } from "./rest.js";
