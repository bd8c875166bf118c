export { u as fromStore, d as newestInStore } from "./rest.js";
