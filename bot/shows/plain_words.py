"""English words so common that they stand in any sentence, whatever shows are called by them.

Without their apostrophes.
"""

_FUNCTION = """
    a about above actually after again all almost already also always am an and another any
    anybody anymore anyone anything anyway apparently are arent around as at away back be
    because been before being below between both but by can cannot cant could couldnt did
    didnt do does doesnt doing done dont down each either else enough even ever every
    everybody everyday everyone everything few for from get gets getting go goes going gone
    got had has hasnt have havent having he hello her here heres hers hes hey hi him himself
    his how i id if ill im in into is isnt it its itself ive just last least less lets like
    little lot lots made make many may maybe me might mine more most much must my myself near
    need never new next no nobody none nope not nothing now of off oh ok okay old on once one
    ones only or other others our ours out over own please quite rather really same see she
    shes should shouldnt since so some somebody somehow someone something sometimes somewhere
    soon still stuff such than thank thanks that thats the their theirs them themselves then
    there theres these they theyre thing things this those though through till to today
    together tomorrow tonight too toward twice two under until up upon us very was wasnt way
    we well were werent weve what whatever whats when where which while who whole whose why
    will with without wont would wouldnt yeah yes yesterday yet you your youre yours yourself
    youve
"""
_PLAIN = """
    able act age ago air alive alone angel animal anime answer apple april arm army art ask
    august autumn baby bad bag ball band bank bar base bath beach bear beautiful beauty became
    become bed beer begin beginning behind believe best better beyond big bird birth birthday
    bit black blood blue board boat body bomb bond book born boss bottle bottom box boy boys
    brain brave bread break bring broken brother brothers brown burn bus business busy buy
    cafe cake call called came camp candy captain car card care case castle cat catch cats
    chance change charge chat cheap check child children chocolate choice christmas church
    circle city class classic clean clear clever clock close clothes cloud club coat coffee
    cold collect collection color colour come comes coming complete cook cookie cool corner
    count country couple course cow crash crazy cream cross cry cup cut cute dad daily dance
    danger dark darling date daughter day days dead deal dear december deep desk destiny devil
    diamond diary die different dinner dirty doctor dog dogs doll dollar door double doubt
    dozen dragon drama draw dream dreams dress drink drive drop drum dry dust ear early earth
    east easy eat eater egg eight electric eleven empty end ending enemy engine enjoy episode
    episodes erased escape eve evening exam example exit extra eye eyes face fact fair fairy
    faith fake fall fallen family fan fancy fantasy far farm fast fat fate father favorite
    favourite fear february feel feet fell fever field fight fighting figure film final
    finally find fine finger finish finished fire first fish fit five fix flag flame flight
    floor flower flowers fly folk food fool foot force forest forever forget fork four fox
    free friday friend friends front fruit full fun funny future game games garden gate gave
    generation gentle ghost giant gift girl girls give given glad glass god gods gold golden
    good goodbye grade grand grandma grass great green grey ground group grow guard guess
    guest guide gun guy guys habit hair half hall hand hands hang happen happened happiness
    happy harbor hard hat hate head health hear heart hearts heat heaven heavy held hell help
    hero heroes high hill hit hold hole holiday home honest honey hope horror horse hospital
    hot hotel hour hours house human hundred hungry hunt hunter hurry hurt ice idea idol image
    inn inside island january japan job join joke joy judge juice july jump june jungle keep
    kept key kid kids kill killed kind king kiss kitchen kitty knee knew knife knight know
    known lady lake lamp land language large laugh law lazy lead leaf learn leave left leg
    lesson let letter level library lie life light line lion lip list listen live lives living
    local lock lonely long look looking lord lost loud love loved lovely lover luck lucky
    lunch machine mad magic magical maid main major man manga map march mark market marriage
    married master match matter meal mean meant meat meet meeting memories memory men met
    middle midnight mile milk mind minute minutes mirror miss missed mistake mix mobile moment
    monday money monkey monster monsters month months mood moon morning mother mountain mouse
    mouth move movie movies mr mrs ms music musician mystery name named names nana nature neck
    neighbor neighbour news night nights nine noble noise noon normal north nose note notes
    novel november number nurse ocean october odd offer office online open opening orange
    order original outside owner pack page paid pain paint pair paper parade paradise park
    part partner parts party pass past path peace pen people perfect person pet phone photo
    piano pick picture pie piece pig pilot pink pipe place plain plan plane planet plant play
    player playing plus pocket poem point police pool poor pop popular post pot potato power
    practice pray present president pretty price prince princess prison private prize problem
    program promise proof proud pure purple push put quarter queen question quick quiet quit
    race radio rain rainbow reach read reader ready real reason record red regular rest return
    rich ride right ring rise river road rock role roll roof room rose round rule run running
    rush sad safe said sail salt sand santa sat saturday save saw say scared school sea search
    season seasons seat second secret seed seem seen sell send sense september series serious
    servant set seven shadow shall shape share shark sheep ship shirt shoe shop short shot
    shoulder show shower shows shut shy sick side sign silence silent silly silver simple sing
    singer sister sisters sit six size skill skin sky sleep sleeping slow small smart smell
    smile smoke snake snow social soft soldier solo song songs sorry soul sound soup south
    space speak special speed spell spend spider spirit sport spring stand star stars start
    started station stay step stick stone stop store storm story straight strange stranger
    street strong student study stupid style sugar suit summer sun sunday sunny super sure
    surprise sweet swim sword system table take taken tale tales talk tall taste tea teacher
    team tell ten test text theory thin think third thirty thought thousand three thursday
    ticket tiger time times tiny tired title tomato tongue took tooth top total touch tour
    town toy track train trap travel treasure tree trees tribe trick trip trouble truck trucks
    true trust truth try tuesday turn tv twelve twenty twin type ugly uncle understand unit
    universe unknown use used useful usual vacation valley vampire video view village violet
    violin virgin visit voice wait waiting walk wall want war warm wars wash watch watched
    watching water wave ways weak wear weather wedding wednesday week weekend weeks weird
    welcome went west wet wheel white wife wild wind window wing wings winter wise wish witch
    woman women won wonder wonderful wood word words wore work worker working works world
    worlds worry worse worst worth write wrong wrote yard year years yellow young youth zero
    zone zoo
"""

FUNCTION_WORDS = frozenset(_FUNCTION.split())
PLAIN_WORDS = FUNCTION_WORDS | frozenset(_PLAIN.split())
