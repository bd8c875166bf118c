export { f as provideFromSource } from "./rest.js";
