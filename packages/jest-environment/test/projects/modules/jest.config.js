module.exports = {
  ...(process.env.PRESET === undefined ? {} : { preset: '@mirakuru/jest-environment' }),
  projects: ['<rootDir>/commonjs', '<rootDir>/babel', '<rootDir>/swc', '<rootDir>/ts-jest'],
}
