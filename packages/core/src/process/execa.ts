// What the program that starts commands needs of execa: an entry point of its own for the bundler, see launch.ts.
export { execa } from 'execa'
