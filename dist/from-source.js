export { l as provideFromSource } from "./rest.js";
