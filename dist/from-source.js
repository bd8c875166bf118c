export { o as provideFromSource } from "./rest.js";
