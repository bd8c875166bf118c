export { i as withPackages } from "./rest.js";
