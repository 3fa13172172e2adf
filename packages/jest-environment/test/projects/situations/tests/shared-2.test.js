require('../shared').bringAbout(2, 3)
