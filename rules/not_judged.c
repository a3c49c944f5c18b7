/* The items of the guide that no wire will ever show: they are listed and stand NOT_OBSERVABLE. One
 * that is to be judged after all goes from here into a file of its own (rules/rule.h says how). */
#include "rules/rule.h"

const struct item sd_card_lock_item = {
    .about = {
        .number = "2.9",
        .title = "Encryption of video recording data in SD card",
        .recommended = "ON",
        .level = LEVEL_ENTRY,
        .signature = 7229000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "CWE-311",
        .meaning = "With a password lock a stolen SD card cannot be played. (The guide's table speaks of encryption, "
                   "its section 2.9 of a password lock.)",
        .judged = "Not observable: the lock acts inside the camera and leaves nothing on the wire.",
        .remedy = "[Basic] - [SD memory card] in the Settings menu: set the password lock.",
        .unseen = "Cannot be seen on the wire, ever: the lock acts inside the camera.",
        .decides = "Nothing on the wire: look at [Basic] - [SD memory card] in its Settings menu.",
    },
    .observable = false,
};

const struct item alteration_detection_item = {
    .about = {
        .number = "3.7",
        .title = "Detection of alteration",
        .recommended = "ON",
        .level = LEVEL_STANDARD,
        .signature = 7237000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "CWE-353",
        .meaning = "Additional information recorded beside the video on the SD card lets later tampering be found.",
        .judged = "Not observable: the information is written to the card, and its form is not published.",
        .remedy = "[Basic] - [SD memory card] in the Settings menu, \"Additional info for detection alternation\": set "
                  "\"Additional info for tamper detection\" to \"On\".",
        .unseen = "Cannot be seen on the wire: it is written to the SD card, in a form that is not published.",
        .decides = "Nothing on the wire: look at [Basic] - [SD memory card] in its Settings menu.",
    },
    .observable = false,
};
