process.env.FROM_SETUP_FILE = 'yes'
