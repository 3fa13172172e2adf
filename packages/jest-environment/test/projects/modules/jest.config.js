module.exports = {
  projects: ['<rootDir>/commonjs', '<rootDir>/babel', '<rootDir>/swc', '<rootDir>/ts-jest'],
}
