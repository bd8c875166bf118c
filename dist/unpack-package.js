export { d as makeFromPackage } from "./rest.js";
