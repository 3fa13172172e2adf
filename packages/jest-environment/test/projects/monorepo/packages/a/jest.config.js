module.exports = { testEnvironment: '@mirakuru/jest-environment', transform: {} }
