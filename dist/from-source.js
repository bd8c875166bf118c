export { m as provideFromSource } from "./rest.js";
