/* The items of the guide that are listed but not judged: those still to come, which stand UNKNOWN,
 * and those that no wire will ever show, which stand NOT_OBSERVABLE. To judge one, take it from
 * here and give it a file (rules/rule.h says how). */
#include "rules/rule.h"

const struct item initialization_item = {
    .about = {
        .number = "2.1",
        .title = "Initialization of configuration data",
        .recommended = "start from the factory settings",
        .level = LEVEL_ENTRY,
        .signature = 7221000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-1188",
        .meaning = "A camera whose settings are not known should be put back to its factory settings before it "
                   "is set up, so that nothing is left of earlier use.",
        .judged = "Not yet judged. It will be by the first appearance of the camera: without an administrator, "
                  "then with one.",
        .remedy = "[Maintenance] in the Settings menu: initialize the configuration data.",
        .unseen = "Not yet judged. For a camera that was there before the sensor it stays unknown.",
    },
    .observable = true,
};

const struct item firmware_item = {
    .about = {
        .number = "2.2",
        .title = "Use of the latest firmware",
        .recommended = "the latest",
        .level = LEVEL_ENTRY,
        .signature = 7222000,
        .severity = 2,
        .category = "Misc activity",
        .cwe = "CWE-1104",
        .meaning = "Weaknesses are mended by new firmware, so it should be looked for regularly and be installed.",
        .judged = "Not yet judged. It will be by the version the camera names, against the policy's minimum for "
                  "its model.",
        .remedy = "Download the firmware from the maker's support pages and install it from [Maintenance] in the "
                  "Settings menu.",
        .unseen = "Not yet judged. The version is shown beside the camera where it was seen.",
    },
    .observable = true,
};

const struct item user_accounts_item = {
    .about = {
        .number = "2.4",
        .title = "User account",
        .recommended = "separate users, each with the least access level",
        .level = LEVEL_ENTRY,
        .signature = 7224000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-250",
        .meaning = "Daily work should be done by users of the level \"Camera control\" or \"Live only\", so that the "
                   "administrator's password is seldom used.",
        .judged = "Not yet judged. It will be by which names log in for what.",
        .remedy = "[User mng.] - [User auth.] in the Settings menu: add users of the least level they need.",
        .unseen = "Not yet judged. Inside TLS it cannot be seen.",
    },
    .observable = true,
};

const struct item network_settings_item = {
    .about = {
        .number = "2.6",
        .title = "Network",
        .recommended = "as designed; DNS unset where it is not used",
        .level = LEVEL_ENTRY,
        .signature = 7226000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "",
        .meaning = "The camera's address should be given the way the network's design says (static, DHCP, Auto), and "
                   "the name service be left unset where it is not used.",
        .judged = "Not yet judged. It will be by address mode, DNS servers and DNS queries against the policy.",
        .remedy = "[Network] - [Network] in the Settings menu.",
        .unseen = "Not yet judged.",
    },
    .observable = true,
};

const struct item date_and_time_item = {
    .about = {
        .number = "2.7",
        .title = "Date and time",
        .recommended = "synchronized with an NTP server",
        .level = LEVEL_ENTRY,
        .signature = 7227000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "",
        .meaning = "With a right clock the system log and recordings carry the right time.",
        .judged = "Not yet judged. It will be by the camera's NTP and the clock its messages show.",
        .remedy = "[Network] - [Advanced] in the Settings menu, \"NTP\" tab.",
        .unseen = "Not yet judged.",
    },
    .observable = true,
};

const struct item audio_item = {
    .about = {
        .number = "2.8",
        .title = "Audio settings",
        .recommended = "OFF",
        .level = LEVEL_ENTRY,
        .signature = 7228000,
        .severity = 3,
        .category = "Potential Corporate Privacy Violation",
        .cwe = "",
        .meaning = "Sound needs stricter care than pictures; the law may forbid it. It is off by default.",
        .judged = "Not yet judged. It will be by sound that is offered or sent.",
        .remedy = "[Image/Audio] - [Audio] in the Settings menu.",
        .unseen = "Not yet judged.",
    },
    .observable = true,
};

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
    },
    .observable = false,
};

const struct item open_ports_item = {
    .about = {
        .number = "3.1",
        .title = "Open ports",
        .recommended = "TCP 80, 443, 554; UDP 3702, 162, 10670",
        .level = LEVEL_STANDARD,
        .signature = 7231000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "",
        .meaning = "The camera listens on few ports by default: HTTP, HTTPS, RTSP, WS-Discovery, SNMP and Easy IP "
                   "Setup. Anything else was added.",
        .judged = "Not yet judged. It will be by the ports that answer somebody.",
        .remedy = "Switch off the service behind the port in the Settings menu.",
        .unseen = "Not yet judged. A passive sensor sees only the ports that somebody tries.",
    },
    .observable = true,
};

const struct item host_authentication_item = {
    .about = {
        .number = "3.3",
        .title = "Host authentication",
        .recommended = "Performed",
        .level = LEVEL_STANDARD,
        .signature = 7233000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-284",
        .meaning = "The camera can refuse all hosts but those registered. IPv6 is not filtered where it is enabled.",
        .judged = "Not yet judged. It will be by which clients the camera serves, against the policy.",
        .remedy = "[User mng.] - [Host auth.] in the Settings menu: set \"Host auth.\" to \"On\", and enter the "
                  "addresses or subnets in CIDR form with care.",
        .unseen = "Not yet judged.",
    },
    .observable = true,
};

const struct item data_encryption_item = {
    .about = {
        .number = "3.6",
        .title = "Data encryption",
        .recommended = "ON",
        .level = LEVEL_STANDARD,
        .signature = 7236000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-311",
        .meaning = "Data encryption keeps the pictures encrypted when they are stored, so that a stolen disk or card or "
                   "a leak shows nothing.",
        .judged = "Not yet judged. It will be by whether stored or streamed media can be decoded.",
        .remedy = "[User mng.] - [Data encryption] in the Settings menu.",
        .unseen = "Not yet judged.",
    },
    .observable = true,
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
    },
    .observable = false,
};

const struct item port_authentication_item = {
    .about = {
        .number = "4.1",
        .title = "IEEE 802.1X",
        .recommended = "ON",
        .level = LEVEL_ADVANCED,
        .signature = 7241000,
        .severity = 3,
        .category = "Misc activity",
        .cwe = "CWE-287",
        .meaning = "With 802.1X the switch lets only authorized devices join the network.",
        .judged = "Not yet judged. It will be by EAP and RADIUS seen at the switch.",
        .remedy = "[User mng.] - [IEEE 802.1x] in the Settings menu.",
        .unseen = "Not yet judged. Most mirror ports do not carry 802.1X frames.",
    },
    .observable = true,
};

const struct item log_review_item = {
    .about = {
        .number = "5.3",
        .title = "Log",
        .recommended = "reviewed regularly",
        .level = LEVEL_ADVANCED,
        .signature = 7253000,
        .severity = 4,
        .category = "Misc activity",
        .cwe = "CWE-778",
        .meaning = "The camera's system log shows failed logins; somebody should read it regularly.",
        .judged = "Not observable: whether somebody reads a log is not on the wire.",
        .remedy = "[Maintenance] - [System log] in the Settings menu.",
        .unseen = "Cannot be seen on the wire: whether somebody reads the log.",
    },
    .observable = false,
};
