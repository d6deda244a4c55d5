"""Every sentence with which a finding gives its reasons.

English, without any value in it; the console translates them. A test holds the catalogues to
this list.
"""

REASONS: dict[str, str] = {
    # who
    "full_name": "First name and surname are those of a member of staff.",
    "near_name": "The name is a near spelling of a member of staff's name.",
    "initial_name": "Initials and surname are those of a member of staff.",
    "surname": "The surname is that of a member of staff.",
    "masked_name": "A partly hidden name fits a member of staff.",
    "given_name": "A first name with a detail that fits a member of staff.",
    "stranger": "A person who is on no list is put forward by name.",
    # what
    "phone": "A telephone number.",
    "staff_phone": "The telephone number of a member of staff.",
    "email": "An e-mail address.",
    "staff_email": "The e-mail address of a member of staff.",
    "plate": "A number plate.",
    "staff_plate": "The number plate of a member of staff.",
    "handle": "A social media account.",
    "staff_handle": "The private social media account of a member of staff.",
    "public_handle": "The official account of a member of staff; it is public.",
    "address": "An address.",
    "home_address": "The home address of a member of staff.",
    "street": "The street where a member of staff lives.",
    "iban": "A bank account number.",
    "bsn": "A citizen service number.",
    # acts
    "solicitation": "Others are asked who an officer is or where they live.",
    "incitement": "A call to visit, wait for, follow or threaten somebody.",
    "surveillance": "Movements, shifts or cars of staff are followed or listed.",
    "spread": "Readers are pointed to personal data that stands elsewhere.",
    "naming": "Somebody is put forward as the officer who did something.",
    "disclosure": "Private data is published together with a person.",
    "in_parts": "The post is one of several that give data in parts.",
    "police_word": "The post is about police staff.",
    # against
    "counter_speech": "The post condemns doxing or asks to stop or remove it.",
    "journalism": "The wording is that of news or a court report.",
    "police_appeal": "The wording is that of an appeal for witnesses or a missing person.",
    "public_role": "The person is named in an officially public role.",
    "complaint": "The wording is that of a complaint procedure.",
    "public_place": "The address or number belongs to a public place or help line.",
    "lawful_filming": "The post is about filming the police, without identifying anybody.",
    "non_staff": "The person aimed at is described as somebody who is not police staff.",
    "praise": "The wording is friendly or a thank-you.",
    # how
    "hidden_spelling": "Letters were disguised, as people do to slip past filters.",
    "wording_for": "The wording resembles posts that dox.",
}
"""Reason code to sentence."""
