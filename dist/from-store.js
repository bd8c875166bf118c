export { d as fromStore, f as newestInStore } from "./rest.js";
