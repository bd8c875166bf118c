export { n as provideContainer } from "./rest.js";
