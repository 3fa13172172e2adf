export * from '@mirakuru/node-test/global-setup'
