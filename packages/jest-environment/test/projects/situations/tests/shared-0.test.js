require('../shared').bringAbout(0, 3)
