require('../shared').bringAbout(1, 3)
