"""Requests as people write them, with what a musician would expect of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A style text and what is expected of it; several allowed classes are joined by "|", "" allows all."""

    text: str
    style: str = ""
    plays: str = ""
    silent: str = ""
    intensity: str = ""
    mood: str = ""
    alone: bool = False


def _p(
    text: str,
    intensity: str = "",
    mood: str = "",
    plays: str = "",
    silent: str = "",
    style: str = "",
    *,
    alone: bool = False,
) -> Prompt:
    return Prompt(text=text, intensity=intensity, mood=mood, plays=plays, silent=silent, style=style, alone=alone)


ENGLISH = (
    _p("dreamy slow ballad with soft piano and strings", "low", "", "piano strings", "", "ballad"),
    _p("driving 80s synth pop, bright and energetic", "high", "bright", "synth"),
    _p("sad acoustic folk song, no drums", "low", "dark", "guitar", "drums percussion", "folk"),
    _p("like a summer sea at sunset", "low|mid", "bright"),
    _p("rainy night in the city, melancholic jazz with saxophone", "low", "dark", "saxophone", "", "jazz"),
    _p("aggressive metal with distorted guitars", "high", "dark", "electric_guitar|rhythm_guitar"),
    _p("happy ukulele tune for kids", "mid|high", "bright", "guitar|ukulele"),
    _p("epic orchestral trailer music, huge drums and brass", "high", "", "brass drums", "", "cinematic"),
    _p("chill lo-fi beats to study to", "low", "even|bright", "drums", "", "lo_fi"),
    _p("funky bass line, tight horns, party mood", "high", "bright", "bass brass", "", "funk"),
    _p("solo piano, intimate and sad", "low", "dark", "piano", alone=True),
    _p("please make it sound like a lonely road trip through the desert", "low|mid", "dark"),
    _p("bossa nova, gentle nylon guitar, without percussion", "low", "even|bright", "guitar", "percussion",
       "bossa_nova"),
    _p("reggae with organ, sunny and relaxed", "low|mid", "bright", "organ", "", "reggae"),
    _p("hard rock anthem for the stadium, not too dark", "high", "even|bright", "", "", "rock"),
    _p("upbeat country with banjo and fiddle", "high", "bright", "banjo violin", "", "country"),
    _p("nineties r&b, smooth and romantic", "low|mid", "even|bright", "", "", "soul|r_and_b"),
    _p("minimal techno at 130 bpm, dark and hypnotic", "", "dark", "drums"),
    _p("a tender waltz with accordion, like an old Paris cafe", "low", "even|bright", "accordion", "", "waltz"),
    _p("cinematic strings that build up slowly, hopeful", "low|mid", "bright", "strings", "", "cinematic"),
    _p("blues with harmonica, no keyboards", "", "dark|even", "harmonica", "piano electric_piano organ", "blues"),
    _p("gospel choir, joyful and uplifting", "high", "bright", "choir"),
    _p("soft rock from the seventies with electric piano", "low|mid", "", "electric_piano"),
    _p("spooky halloween music with harpsichord and bells", "", "dark", "bells"),
    _p("trap beat with heavy 808s, angry", "high", "dark", "drums bass"),
    _p("peaceful morning in the forest, flute and harp", "low", "even|bright", "flute harp"),
    _p("melancolic indie with electric guittar", "low|mid", "dark", "electric_guitar"),
    _p("I want something romantic for a wedding, strings and piano, don't use drums", "low|mid", "bright",
       "strings piano", "drums percussion"),
    _p("energetic salsa with trumpets and congas", "high", "bright", "brass|trumpet percussion"),
    _p("sparse ambient pads, floating in space, nothing aggressive", "low", "even|bright", "pad", "", "ambient"),
)  # fmt: skip
CHINESE = (
    _p("像夏天的海边，轻松愉快", "low|mid", "bright"),
    _p("悲伤的钢琴抒情歌，不要鼓", "low", "dark", "piano", "drums percussion"),
    _p("国风，古筝和笛子，空灵", "low", "even|bright", "koto flute", "", "guofeng"),
    _p("雨夜，孤独的爵士萨克斯", "low", "dark", "saxophone", "", "jazz"),
    _p("热血摇滚，电吉他，激昂", "high", "", "electric_guitar", "", "rock"),
    _p("90年代港式情歌，弦乐", "low|mid", "", "strings"),
    _p("欢快的民谣，木吉他和口琴", "mid|high", "bright", "guitar harmonica", "", "folk"),
    _p("慢板抒情，大提琴，深情", "low", "", "cello"),
    _p("适合学习的低保真节拍", "low", "even|bright", "drums", "", "lo_fi"),
    _p("史诗电影配乐，气势磅礴，铜管和定音鼓", "high", "", "brass", "", "cinematic"),
    _p("不要电吉他，也不要合成器的流行歌", "", "", "", "electric_guitar synth", "pop"),
    _p("夜晚的城市，霓虹灯，合成器，八十年代", "", "", "synth"),
    _p("江南烟雨，琵琶，忧伤", "low", "dark", "shamisen|pipa", "", "guofeng"),
    _p("动感舞曲，适合派对", "high", "bright", "drums"),
    _p("只要钢琴，安静一点", "low", "even|bright", "piano", alone=True),
    _p("雷鬼，阳光沙滩，懒洋洋的", "low|mid", "bright", "", "", "reggae"),
    _p("温暖的冬夜，壁炉旁的木吉他", "low", "even|bright", "guitar"),
    _p("愤怒的说唱，重低音", "high", "dark", "bass", "", "hip_hop"),
    _p("浪漫的巴萨诺瓦，不带打击乐", "low", "even|bright", "", "percussion", "bossa_nova"),
    _p("童年的回忆，八音盒，怀旧", "low|mid", "", "bells"),
    _p("草原上奔跑，马头琴，辽阔", "", "even|bright", "violin|cello|morin_khuur"),
    _p("失恋的歌，别太吵，弦乐铺底", "low", "dark", "strings"),
    _p("节奏感强的放克，铜管，贝斯要突出", "high", "", "brass bass", "", "funk"),
    _p("极简氛围音乐，宇宙，漂浮", "low", "even|bright", "", "", "ambient"),
    _p("婚礼用的歌，幸福甜蜜，钢琴和小提琴", "low|mid", "bright", "piano violin"),
    _p("恐怖阴森的电影配乐", "", "dark", "", "", "cinematic"),
    _p("轻快的华尔兹，手风琴", "mid|high", "bright", "accordion", "", "waltz"),
    _p("古风武侠，鼓声激烈，笛子", "high", "", "drums flute", "", "guofeng"),
    _p("咖啡馆里慵懒的下午，轻爵士，没有鼓", "low", "even|bright", "", "drums percussion", "jazz"),
    _p("鋼琴和結他的溫柔情歌", "low", "even|bright", "piano guitar"),
)  # fmt: skip
UNSEEN = (
    _p("Uplifting house anthem with piano stabs and a big drop", "high", "bright", "piano", "", "house"),
    _p("gloomy winter evening, cello and piano, very quiet", "low", "dark", "cello piano"),
    _p("raw punk energy, fast drums, no synths please", "high", "", "drums", "synth"),
    _p("tropical vibe, marimba and steel drums, carefree", "", "bright"),
    _p("a lullaby for my baby daughter, music box only", "low", "", "bells", alone=True),
    _p("1960s motown soul with tambourine and horns", "mid|high", "", "percussion brass", "", "soul"),
    _p("cold and lonely, like walking home in the snow", "low", "dark"),
    _p("groovy disco strings, handclaps and slap bass", "high", "bright", "strings bass"),
    _p("Heartfelt country ballad with pedal steel, without banjo", "low", "", "", "banjo"),
    _p("medieval fantasy tavern song, lute and flute, cheerful", "", "bright", "flute"),
    _p("秋天的离别，二胡独奏的感觉，凄凉", "low", "dark", "violin|erhu", alone=True),
    _p("K-pop风格，活力四射，电子鼓", "high", "bright", "drums"),
    _p("不要鼓、贝斯和电吉他，只留下温柔的弦乐", "low", "", "strings", "drums percussion bass electric_guitar",
       alone=True),
    _p("星空下的思念，轻柔的电钢琴", "low", "", "electric_piano"),
    _p("庄严的管弦乐，圣诞节，合唱", "mid|high", "even|bright", "choir"),
    _p("迷幻摇滚，六十年代，风琴", "", "", "organ", "", "rock|indie_rock"),
    _p("清晨的森林，鸟鸣，竖琴，宁静", "low", "even|bright", "harp"),
    _p("热情的拉丁舞曲，小号，康加鼓", "high", "bright", "trumpet percussion"),
    _p("深夜开车，电子，冷酷", "", "dark|even"),
    _p("乡村音乐，班卓琴欢快，不要太伤感", "", "bright|even", "banjo", "", "country"),
)  # fmt: skip
FRESH = (
    _p("Smoky late-night bar, muted trumpet, upright bass and brushed drums", "low", "", "trumpet bass drums"),
    _p("victory march for a football team, loud horns and snare", "high", "", "brass|horn drums"),
    _p("just voice and acoustic guitar please, nothing else", "", "", "guitar", "drums bass piano", alone=True),
    _p("ocean waves at dawn, meditation, harp, no beat", "low", "even|bright", "harp", "drums"),
    _p("heartbreak song about losing her, piano ballad with swelling strings", "low", "dark", "piano strings", "",
       "ballad"),
    _p("high-energy workout track, pounding kick, big synths", "high", "", "drums synth"),
    _p("old western duel, whistling, twangy guitar, tense", "", "dark|even", "electric_guitar|guitar"),
    _p("make it sparkle like christmas morning, sleigh bells, choir of children", "", "bright", "bells choir"),
    _p("detective noir, slow swing, sax, no guitars or synths", "low", "dark", "saxophone",
       "guitar electric_guitar synth"),
    _p("bluegrass hoedown, fast banjo, fiddle and mandolin, joyful", "high", "bright", "banjo violin guitar|mandolin"),
    _p("想要一首适合睡前听的摇篮曲，竖琴和八音盒，不要任何鼓点", "low", "even|bright", "harp bells", "drums"),
    _p("校园民谣，青春的回忆，木吉他弹唱，淡淡的忧伤", "low", "dark", "guitar", "", "folk"),
    _p("热闹的新年歌曲，锣鼓喧天，喜庆", "high", "bright", "percussion|drums"),
    _p("夜店风格的电子舞曲，贝斯很重，节奏快", "high", "", "bass drums"),
    _p("大漠孤烟，苍凉的胡琴，节奏缓慢", "low", "dark|even", "violin|erhu"),
    _p("别用电子音色，真实的弦乐四重奏，优雅", "", "", "violin|strings viola|cello", "synth pad"),
    _p("甜甜的恋爱感，尤克里里，轻快，像春天的早晨", "", "bright", "guitar|ukulele"),
    _p("赛博朋克，黑暗，失真合成器，机械感的鼓", "", "dark", "synth drums"),
    _p("深情的男声情歌，萨克斯独奏，八十年代的味道", "low|mid", "", "saxophone"),
    _p("不要太吵，也不要吉他，安静的夜晚听的爵士", "low", "", "", "guitar electric_guitar", "jazz"),
)  # fmt: skip
LAST = (
    _p("Mellow soul groove for a Sunday drive, wurlitzer and a tight rhythm section", "low|mid", "even|bright",
       "electric_piano drums bass"),
    _p("Furious thrash riffs, double kick, pure rage", "high", "dark", "drums"),
    _p("a wistful farewell at the train station, solo cello over sparse piano", "low", "dark", "cello piano"),
    _p("glamorous 1970s disco night with strings, no sad parts", "high", "bright", "strings", "", "disco"),
    _p("Indian-summer folk rock, 12-string guitar, tambourine, warm harmonies", "", "even|bright", "guitar percussion"),
    _p("dubby reggae without keyboards or horns, very laid back", "low", "even|bright", "",
       "piano electric_piano organ brass", "reggae"),
    _p("tense spy thriller, bongos and muted brass", "", "dark", "percussion brass"),
    _p("playful ragtime for a silent movie chase, piano up front", "mid|high", "bright", "piano"),
    _p("children's choir and music box, innocent, snowy village", "low|mid", "even|bright", "choir bells"),
    _p("gimme a stadium rock banger, screaming lead guitar, zero ballad vibes", "high", "", "lead_guitar", "", "rock"),
    _p("温暖治愈的木吉他小品，像午后的阳光", "low|mid", "bright", "guitar"),
    _p("悲壮的战争史诗，大提琴领奏，鼓如雷鸣", "high", "dark", "cello drums|percussion"),
    _p("轻松的波萨诺瓦，长笛，不要太快", "low", "even|bright", "flute", "", "bossa_nova"),
    _p("叛逆的朋克，三和弦，失真吉他，快速鼓点", "high", "", "drums electric_guitar|rhythm_guitar", "", "punk"),
    _p("古典钢琴独奏，月光下的湖面，宁静", "low", "even|bright", "piano"),
    _p("复古迪斯科，八十年代，合成器贝斯，适合跳舞", "high", "bright|even", "bass", "", "disco"),
    _p("思乡的歌，二胡与古筝，淡淡忧愁，无鼓", "low", "dark", "violin koto", "drums percussion"),
    _p("电影感的后摇，吉他层层推进，情绪饱满", "", "", "guitar|electric_guitar|lead_guitar|rhythm_guitar"),
    _p("可爱俏皮的日系动漫风，节奏明快，钟琴点缀", "mid|high", "bright", "bells"),
    _p("深夜电台感的R&B，电钢琴，慵懒性感，少一点打击乐", "low", "", "electric_piano", "", "r_and_b|soul"),
)  # fmt: skip
