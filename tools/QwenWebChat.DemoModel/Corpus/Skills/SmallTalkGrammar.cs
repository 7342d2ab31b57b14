namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>Writes greetings, thanks, feelings and goodbyes, with short friendly answers.</summary>
internal sealed class SmallTalkGrammar : ISkillGrammar
{
    private const string Whom = "[| there| my friend| everyone| dear model| little model| again| demo]";

    private static readonly Exchange[] English =
    [
        new("[Hello|Hi|Hey|Good morning|Good afternoon|Good evening|Greetings|Hello hello|Hi hi]" + Whom + "[.|!|, nice to meet you.|, I am new here.|, are you there?|, can we talk?]", "Hello! Nice to meet you. How can I help you?"),
        new("[Hi. |Hello, |Hey, |Tell me, |]how [are you|are you doing|are things|do you feel|is it going|is your day|have you been][ today| this morning| right now|]?", "I am fine, thank you! How can I help you?"),
        new("[Thanks|Thank you|Many thanks|Thanks a lot|Thank you very much|Thank you so much|Cheers]" + "[| for that| for your help| for the answer| for your time]" + "[.|!|, that was good.|, that helps.|, great work.|, well done.]", "You are welcome! I am glad that I could help."),
        new("[Bye|Goodbye|See you|See you later|See you tomorrow|Good night|Take care|Bye bye|So long]" + Whom + "[.|!|, I have to go.|, until next time.|, it was nice.]", "Goodbye! Have a nice day."),
        new("[I am|I'm|I feel|Today I am|Today I feel] [so |very |a bit |really |]sad[.|!| today.| again.| and alone.]", "I am sorry to hear that. I hope that you feel better soon."),
        new("[I am|I'm|I feel|Today I feel] [so |very |a bit |really |]tired[.|!| today.| again.| after work.]", "That sounds like a long day. Take a break and rest well."),
        new("[I am|I'm|I feel|Today I am|Today I feel] [so |very |really |]happy[.|!| today.| about my work.| and thankful.]", "That is wonderful! I am happy for you."),
        new("[I am|I'm|I feel|Right now I am] [so |very |a bit |really |]bored[.|!| today.| at home.| at work.]", "Then let us try something: ask me for a sum or give me a text to summarize."),
        new("[I am|I'm|I feel|Right now I feel] [so |very |a bit |really |]stressed[.|!| today.| at work.| about tomorrow.]", "I am sorry to hear that. Take a deep breath, one step at a time."),
        new("[Please |Can you |Could you |Come on, |]tell me [a|a short|a good|another|your best] joke[.|!|, please.| to make me laugh.]", "Why did the computer take a break? It had too many bytes to eat!"),
        new("[Say something|Please say something|Tell me something|Can you tell me something] [funny|that makes me laugh|to cheer me up|to make me smile][.|!| please.]", "Why did the computer take a break? It had too many bytes to eat!"),
        new("[You are|You're|I think you are] [so |very |really |pretty |]good[.|!| at this.| today.| for your size.]", "Thank you, that is kind of you!"),
        new("[You are|You're|I think you are] [so |very |really |pretty |]nice[.|!| to me.| today.| for a machine.]", "Thank you, that is kind of you!"),
        new("[You are|You're|That was|That is|This is] [so |very |really |completely |]wrong[.|!| again.| I think.]", "I am sorry. I am small and make mistakes. Please try again in other words."),
        new("[My name is|I am|I'm|Call me|This is] {name}[.|!|, nice to meet you.|, hello.| and I am new here.]", "Nice to meet you, {name}! How can I help you?"),
        new("[Do you like|Do you enjoy|Do you love|Can you enjoy] [music|people|your work|talking|coffee|your life|reading|games][| a lot| too]?", "I am only a small model and have no taste of my own, but I like to chat with you."),
        new("[Are you|Do you ever get] [happy|sad|tired|bored|lonely|angry][| today| sometimes| at night| when we talk]?", "I have no feelings, but I am always ready to chat."),
        new("[Ok|Okay|Good|Great|Fine|All right|I see|Nice|Cool|Perfect|Understood][.|!|, I see.|, got it.|, good to know.|, that is clear.]", "Great! Is there anything else that I can do for you?"),
        new("[Happy birthday|Merry Christmas|Happy New Year|Have a nice day|Have a good weekend|Have a nice evening]" + Whom + "[.|!]", "Thank you! I wish you all the best."),
    ];

    private const string Particle = "[|呀|啊|哦|哈]";

    private static readonly Exchange[] Chinese =
    [
        new("[你好|您好|嗨|哈喽|早上好|下午好|晚上好|早安|你好你好|大家好]" + Particle + "[。|！|，很高兴认识你。|，我是新来的。|，在吗？|，可以聊聊吗？|，又见面了。]", "你好！很高兴认识你。有什么可以帮你的吗？"),
        new("[你好，|嗨，|请问|]你[今天|最近|现在|这几天|今天早上|][怎么样|过得好吗|还好吗|心情如何|好吗|忙不忙|感觉怎么样]？", "我很好，谢谢！有什么可以帮你的吗？"),
        new("[谢谢|多谢|非常感谢|太感谢了|十分感谢|[谢谢|感谢|多谢|非常感谢]你[|的帮助|的回答|的耐心]]"
            + "[。|！|，很有用。|，帮了大忙。|，真不错。|，你真好。]", "不客气！很高兴能帮到你。"),
        new("[再见|拜拜|回头见|明天见|晚安|下次见|我走了|先这样]" + Particle + "[。|！|，我要下线了。|，下次再聊。|，聊得很开心。|，保重。]", "再见！祝你今天愉快。"),
        new("[我|今天我|我今天|我现在|最近我][有点|很|非常|特别|真的很][难过|伤心|不开心|失落|想哭][。|！|，怎么办？|，想聊聊。]", "听到这个我很难过，希望你快点好起来。"),
        new("[我|今天我|我今天|我现在|最近我][有点|很|非常|特别|真的很][累|疲惫|困][。|！|，刚下班。|，想休息。]", "辛苦了，休息一下，好好睡一觉吧。"),
        new("[我|今天我|我今天|我现在|最近我][很|非常|特别|真的很][开心|高兴|快乐|幸福][。|！|，想告诉你。|，一切顺利。]", "太好了！我也为你高兴。"),
        new("[我|今天我|我今天|我现在|最近我][有点|很|非常|特别|真的很]无聊[。|！|，怎么办？|，在家没事做。]", "那我们试试别的：让我算一道题，或者给我一段文字来总结。"),
        new("[我|今天我|我今天|我现在|最近我][有点|很|非常|特别|真的很][紧张|焦虑|担心|压力大][。|！|，明天要考试。|，工作太多。]", "别担心，深呼吸，一步一步来。"),
        new("[请|请你|能不能|可以|快|]给我讲[个|一个|一个短的|一个好玩的|你最好的]笑话[。|！|，好吗？|，我想笑一笑。]", "电脑为什么要休息？因为它吃了太多字节！"),
        new("[请|请你|能不能|可以|]说[点|一点|一些][有趣的|好笑的|好玩的|让我开心的]话[。|！|，好吗？]", "电脑为什么要休息？因为它吃了太多字节！"),
        new("[你|我觉得你|你今天][真|很|非常|特别|还挺][棒|聪明|厉害|可爱|好|不错][。|！|，继续加油。|，我喜欢你。]", "谢谢夸奖，你真好！"),
        new("[你|刚才你|我觉得你|你又][说错|答错|弄错|搞错]了[。|！|，再想想。|，不对。|，请改正。]", "对不起，我很小，会犯错。请换个说法再试一次。"),
        new("[我叫|我是|我的名字是|你可以叫我|叫我]{name}[。|！|，你好。|，很高兴认识你。|，第一次来。]", "很高兴认识你，{name}！有什么可以帮你的吗？"),
        new("[你|平时你|请问你][喜欢|爱|也喜欢][音乐|咖啡|聊天|你的工作|看书|游戏|运动|和人说话]吗[？|，告诉我。]", "我只是一个小模型，没有自己的爱好，但我喜欢和你聊天。"),
        new("[你|请问你|模型，你|小模型，你][会|会觉得|有时候会|晚上会|也会][开心|难过|累|无聊|孤单|生气]吗？", "我没有感情，但我随时可以聊天。"),
        new("[好|好的|行|可以|明白了|知道了|不错|很好|懂了|原来如此|没问题]" + Particle + "[。|！|，我懂了。|，就这样。|，很清楚。]", "好的！还有什么可以帮你的吗？"),
        new("[生日快乐|圣诞快乐|新年快乐|祝你开心|周末愉快|节日快乐|祝你好运|中秋快乐]" + Particle + "[。|！|，小模型。|，我的朋友。]", "谢谢！也祝你一切顺利。"),
    ];

    public Sample Write(Drawing drawing, Language language)
    {
        // Greetings are frequent, because everyone types one first.
        Exchange[] exchanges = language == Language.English ? English : Chinese;
        Exchange exchange = drawing.Chance(0.12) ? exchanges[0] : drawing.Pick(exchanges);
        string name = Vocabulary.People.DrawFirstName(drawing, language);
        return exchange.Write(drawing, Skill.SmallTalk, language, ("name", name));
    }
}
