export { s as fromStore, c as newestInStore } from "./rest.js";
