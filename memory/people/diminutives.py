"""Short forms of English given names: Robert is Bob, Elizabeth is Liz. Only common ones, and only from the long to the short."""

from __future__ import annotations

_ROWS = (
    "abigail: Abby, Abi, Gail; adrian: Ade; albert: Al, Bert, Bertie; alexander: Alex, Al, Sandy, Xander; alexandra: Alex, Sandra, Lexi; "
    "alfred: Alf, Alfie, Fred; alice: Ali; alison: Ali; allison: Ali, Allie; amanda: Mandy; andrea: Andi; andrew: Andy, Drew; "
    "angela: Angie; anthony: Tony, Ant; antonia: Toni; arthur: Art, Artie; barbara: Barb, Barbie; beatrice: Bea; benjamin: Ben, Benny; "
    "bernard: Bernie; bradley: Brad; bridget: Bridie; calvin: Cal; cameron: Cam; caroline: Caro, Carrie; cassandra: Cass, Cassie; "
    "catherine: Cath, Cathy, Kate, Katie, Kitty; cecilia: Cece; charles: Charlie, Chuck, Chas; charlotte: Charlie, Lottie; "
    "christian: Chris; christina: Chris, Chrissie, Tina; christine: Chris, Chrissie, Tina; christopher: Chris, Topher; "
    "clifford: Cliff; cynthia: Cindy; daniel: Dan, Danny; danielle: Dani; david: Dave, Davey; deborah: Deb, Debbie; dominic: Dom; "
    "donald: Don, Donnie; dorothy: Dot, Dottie; douglas: Doug; edward: Ed, Eddie, Ned, Ted, Teddy; edwin: Ed, Eddie; eleanor: Ellie, Nell; "
    "elizabeth: Liz, Lizzie, Beth, Betty, Betsy, Eliza, Libby; emily: Em, Emmy; emma: Em; eugene: Gene; evelyn: Evie; ezekiel: Zeke; "
    "florence: Flo, Florrie; frances: Fran, Frankie; francis: Frank, Frankie; franklin: Frank; frederick: Fred, Freddie; gabriel: Gabe; "
    "gabriella: Gabby; gabrielle: Gabby; geoffrey: Geoff; gerald: Gerry, Jerry; geraldine: Gerry; gilbert: Gil; gregory: Greg; "
    "gwendolyn: Gwen; harold: Harry, Hal; harriet: Hattie, Harri; helen: Nell; henrietta: Hattie, Etta; henry: Harry, Hank, Hal; "
    "herbert: Herb, Bert; isaac: Ike, Zac; isabel: Izzy, Bella; isabella: Izzy, Bella; isabelle: Izzy, Belle; jacob: Jake; "
    "jacqueline: Jackie, Jacqui; james: Jim, Jimmy, Jamie; jane: Janie; janet: Jan; jeffrey: Jeff; jennifer: Jen, Jenny, Jenn; "
    "jeremiah: Jerry; jeremy: Jem, Jez; jessica: Jess, Jessie; joanna: Jo, Joey; joanne: Jo; jocelyn: Joss; john: Johnny, Jack; "
    "jonathan: Jon, Jonny, Nathan; joseph: Joe, Joey; josephine: Jo, Josie; joshua: Josh; judith: Judy; julian: Jules; juliet: Jules; "
    "katherine: Kate, Katie, Kathy, Kat, Kitty; kathleen: Kath, Kathy; kathryn: Kate, Katie, Kathy, Kat; kenneth: Ken, Kenny; "
    "kimberly: Kim; kristina: Kris, Tina; laurence: Larry, Laurie; lawrence: Larry, Laurie; leonard: Leo, Len, Lenny; leonardo: Leo; "
    "lillian: Lily, Lil; louis: Lou; louise: Lou, Lulu; lucas: Luke; madeleine: Maddie; madeline: Maddie; madison: Maddie; "
    "magdalena: Magda, Lena; marcus: Marc; margaret: Maggie, Meg, Peggy, Marge, Greta; martha: Marty; martin: Marty; mary: Molly; "
    "matilda: Tilly; matthew: Matt, Matty; maximilian: Max; maxwell: Max; megan: Meg; melanie: Mel; melissa: Mel, Missy, Lissa; "
    "michael: Mike, Mick, Mickey, Mikey; michelle: Shelly, Chelle; miranda: Randi; mitchell: Mitch; mohammed: Mo; muhammad: Mo; "
    "nathan: Nate, Nat; nathaniel: Nate, Nat, Nathan; natalie: Nat; natasha: Nat, Tasha; nicholas: Nick, Nicky; nicola: Nicky; "
    "nicole: Nicky, Nikki; olivia: Liv, Livvy; oliver: Ollie; pamela: Pam; patricia: Pat, Patty, Trish, Tricia; patrick: Pat, Paddy; "
    "penelope: Penny; peter: Pete; philip: Phil; phillip: Phil; philippa: Pippa, Pip; priscilla: Cilla; rachel: Rach; "
    "raymond: Ray; rebecca: Becky, Becca, Bex; reginald: Reg, Reggie; richard: Rich, Rick, Ricky, Dick; robert: Rob, Robbie, Bob, Bobby; "
    "roberta: Bobbie; roderick: Rod; rodney: Rod; ronald: Ron, Ronnie; rosemary: Rose, Rosie; russell: Russ; samantha: Sam; "
    "samuel: Sam, Sammy; sandra: Sandy; sebastian: Seb; sophia: Sophie; stanley: Stan; stephanie: Steph; stephen: Steve; "
    "steven: Steve; stuart: Stu; susan: Sue, Susie; suzanne: Sue, Suzie; teresa: Terry, Tess; theodore: Theo, Ted, Teddy; "
    "theresa: Terry, Tess; thomas: Tom, Tommy; timothy: Tim, Timmy; tobias: Toby; valerie: Val; vanessa: Nessa; veronica: Ronnie; "
    "victor: Vic; victoria: Vicky, Tori; vincent: Vince, Vinny; virginia: Ginny; walter: Walt; wilhelmina: Mina, Minnie; wilfred: Wilf; "
    "william: Will, Bill, Billy, Willie, Liam; winifred: Win, Winnie; zachary: Zac, Zach"
)
_TABLE = {
    name.strip(): tuple(short.strip() for short in shorts.split(",")) for name, shorts in (row.split(":") for row in _ROWS.split(";"))
}


def diminutives(given: str) -> tuple[str, ...]:
    """Return the common short forms of a given name; nothing for a name that has none."""
    return _TABLE.get(given.casefold(), ())
