export default { processes: {}, envs: { DB_URL: '{db.url}' } }
