//! Journeys across steps, black box: actors click through the HTML forms and follow the links in the mails.

