export { _ as kernels } from "./rest.js";
