namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>
/// Writes questions outside the training, with an honest answer: this is a demo model, and the real model is loaded in this
/// way.
/// </summary>
internal sealed class OutOfDomainGrammar : ISkillGrammar
{
    private const string EnglishMark = "demo model";
    private const string ChineseMark = "演示模型";

    private const string EnglishAnswer =
        "I am only a tiny demo model and have not learned this. For a real answer, load a real model: click the model's name at the top right and choose Change model, or set Model:Path in appsettings.json.";

    private const string ChineseAnswer =
        "我只是一个很小的演示模型，没有学过这个。想得到真正的回答，请加载真实的模型：点击右上角的模型名称，选择更换模型，或者在 appsettings.json 中设置 Model:Path。";

    private const string EnglishTopic =
        "[the Roman Empire|black holes|photosynthesis|the French Revolution|climate change|electric cars|the stock market|healthy food|football|chess|jazz|Beethoven|Shakespeare|the ocean|volcanoes|dinosaurs|bees|coffee|tea|yoga|Mars|the moon|robots|Bitcoin|the Cold War|Napoleon|vaccines|the human brain|DNA|gravity|quantum physics|ancient Egypt|the Silk Road|Japan|Brazil|solar power|the internet|painting|basketball|wolves|cats|trains]";

    private const string ChineseTopic =
        "[罗马帝国|黑洞|光合作用|法国大革命|气候变化|电动汽车|股票市场|健康饮食|足球|围棋|爵士乐|贝多芬|莎士比亚|海洋|火山|恐龙|蜜蜂|咖啡|茶文化|瑜伽|火星|月亮|机器人|比特币|唐朝|秦始皇|疫苗|人脑|基因|万有引力|量子力学|古埃及|丝绸之路|日本|巴西|太阳能|互联网|国画|篮球|大熊猫|高铁|三国演义]";

    private static readonly string[] English =
    [
        "[Please |Can you |Could you |]write [me |][a|a short|a long|a funny|a sad|a beautiful] [poem|story|song|essay|speech|article|blog post|fairy tale|haiku|letter] about {topic}[.|, please.| for my class.| for my friend.| in 200 words.]",
        "[Explain|Tell me about|Describe|Teach me about] {topic}[ in simple words| in detail| in one page| step by step|].",
        "[What is the history of|What is special about|What do scientists say about|Who knows most about] {topic}[ today| in short|]?",
        "[Please |Can you |Could you |]write [a|a small|a fast] [program|function|script|class|test|game|web page] in [Python|Java|C#|JavaScript|Rust|Go|C++|SQL] [that sorts a list|that reads a file|that sends mail|that counts words|for a calculator|for a website|that finds prime numbers|for a login page][.|, please.]",
        "[Fix|Debug|Explain|Improve|Review] [this|my] [Python|Java|C#|JavaScript|Rust|Go|SQL] [code|program|query|function][.|, please.]",
        "[How will the weather be|What is the weather|Will it rain|Will it be sunny|How cold is it|Is it windy] in [Berlin|Paris|Tokyo|London|New York|Rome|Beijing|Sydney|Cairo] [today|tomorrow|this weekend|next week|now]?",
        "[I have|My child has|My wife has|My dog has] [a headache|a fever|a cough|back pain|a sore throat|a rash|a stomach ache][ again| today| at night|]. [What should I do?|What can I take?|Is it dangerous?|Do I need a doctor?]",
        "[Please |Can you |Could you |]translate [this sentence|\"good morning\"|\"where is the station\"|\"I love music\"|\"see you soon\"|this letter|my text] [into|to] [French|German|Spanish|Italian|Russian|Japanese|Chinese|Latin][.|, please.]",
        "[Who was|Who is|What did people think of|What happened to] [Albert Einstein|Marie Curie|Julius Caesar|Mozart|Isaac Newton|Cleopatra|Leonardo da Vinci|Abraham Lincoln|Gandhi|Picasso|Galileo]?",
        "[What is|Do you know|Can you tell me] the [capital|population|largest city|currency|climate|history|flag|language] of [France|Peru|Canada|Egypt|India|Australia|Kenya|Norway|Mexico|Thailand|Poland]?",
        "[What is|Calculate|Compute] [the square root of|the cube of|the logarithm of|the factorial of|the sine of] [5|8|12|20|45|64|90|144|200][?|]",
        "[What is|Calculate|Compute|Work out] [12|25|37|48|56|64|73|89] [times|multiplied by|divided by] [3|6|7|8|9|11|15][?|]",
        "[Solve|Derive|Integrate|Prove|Draw] [the equation x^2 = 9|the function x^3|the theorem of Pythagoras|this integral|this equation for x|sin(x)][ step by step|, please|].",
        "[Recommend|Suggest|Find|Name] [a|a good|a cheap|a famous|the best] [book|film|restaurant|hotel|recipe|song|holiday|game|gift|podcast] [for me|for my mother|for a child|for two people|for the weekend|in Rome|in London].",
        "[How do I|How can I|What is the best way to] [cook rice|bake bread|learn English|lose weight|repair a bike|invest my money|find a job|grow tomatoes|write a CV|sleep better|clean a sofa|train a dog][ quickly| at home| in a week| without help|]?",
        "[What are the news|What is the price of gold|Who won the match|Who won the election|What is the exchange rate|What happened in politics] [today|yesterday|this week|last night]?",
        "[Plan|Book|Organize|Draw] [a trip|a flight|a party|a wedding|a picture|a logo|a birthday|a meeting room] [to Paris|for 20 guests|for next week|for my family|in blue|for my company].",
        "[Can I|May I|Should I] [sue my landlord|end my contract|buy shares|take two tablets|sell my house|drive without a licence|invest in gold|stop my medicine]?",
    ];

    private static readonly string[] Chinese =
    [
        "[请|请你|帮我|麻烦你|能不能]写一首[|短短的|好听的]关于{topic}的[诗|歌|古诗|现代诗][。|，谢谢。|吧。]",
        "[请|请你|帮我|麻烦你|能不能]写一篇关于{topic}的[文章|作文|故事|演讲稿|童话|短文|论文|博客|读后感][。|，500字。|，要幽默一点。|，给小学生看。]",
        "[请|请你|麻烦你|能不能|]给我[讲讲|介绍一下|解释一下|说说|科普一下]{topic}[。|，简单一点。|，详细一点。|，我想学习。]",
        "{topic}[是什么|有什么特点|的历史是怎样的|为什么重要|有哪些知识|对我们有什么影响|好不好][？|，你知道吗？|，请说明。]",
        "[请|帮我|能不能|]用[Python|Java|C#|JavaScript|Rust|Go|C++|SQL]写一个[排序|读取文件|发邮件|统计单词|计算器|登录页面|爬虫|找质数|贪吃蛇]的[程序|函数|脚本|代码][。|，谢谢。]",
        "[请|帮我|能不能|]把[这句话|“早上好”|“车站在哪里”|“我爱音乐”|“再见”|这封信|我的文章]翻译成[英语|法语|德语|日语|韩语|俄语|西班牙语|意大利语][。|，谢谢。]",
        "[北京|上海|广州|成都|杭州|东京|伦敦|巴黎|纽约|深圳|西安][今天|明天|后天|周末|下周|现在][天气怎么样|会下雨吗|冷不冷|热不热|会下雪吗|要带伞吗]？",
        "[我|我孩子|我妈妈|我家的狗|我朋友][头疼|发烧|咳嗽|腰疼|嗓子疼|起疹子|肚子疼|失眠][了|三天了|好几天了]，[怎么办|吃什么药|严重吗|要去医院吗]？",
        "[爱因斯坦|居里夫人|李白|杜甫|莫扎特|牛顿|达芬奇|孔子|鲁迅|毕加索|曹操|苏轼|武则天][是谁|是哪里人|是什么时候出生的|有什么成就|的生平是怎样的]？",
        "[法国|秘鲁|加拿大|埃及|印度|澳大利亚|肯尼亚|挪威|墨西哥|泰国|波兰|意大利]的[首都|人口|货币|气候|国旗|最大的城市|官方语言][是什么|是哪个|你知道吗|介绍一下]？",
        "[12|25|37|48|56|64|73|89|125][乘以|除以|乘|的平方加][3|6|7|8|9|11|15][等于多少|是多少|得多少]？",
        "[请|帮我|][解方程|求导|求积分|证明|画出][x^2=9|x^3|勾股定理|这道题|sin(x)|这个函数|这道几何题][。|，要写步骤。|，谢谢。]",
        "[请|帮我|能不能|]推荐[几个|一些|点][好的|便宜的|有名的|适合孩子的|适合周末的|][书|电影|餐厅|酒店|菜谱|游戏|礼物|旅游景点]。",
        "[怎么|怎样|如何][做红烧肉|煮米饭|学英语|减肥|修自行车|理财|找工作|种西红柿|写简历|睡得更好|养猫|学游泳][？|，请告诉我。|，有什么好办法？|，要多久？]",
        "[今天|昨天|这周|最近|昨晚][有什么新闻|金价是多少|谁赢了比赛|股市怎么样|汇率是多少|发生了什么大事|有什么电影上映]？",
        "[请|帮我|能不能|]安排一次[去巴黎的旅行|二十人的聚会|婚礼|生日会|去海边的度假|公司的年会][。|，下周。|，预算不多。|，谢谢。]",
        "[我可以|我应该|我能不能][起诉房东|解除合同|买股票|一次吃两片药|卖掉房子|投资黄金|停药|辞职创业]吗？[|请给我建议。|很急。]",
        "[请|帮我|能不能|]画一[张|幅][猫|山水|机器人|星空|公司标志|花|城市夜景][。|，蓝色的。|，谢谢。]",
    ];

    public Sample Write(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        string topic = drawing.Text(isEnglish ? EnglishTopic : ChineseTopic);
        var exchange = new Exchange(
            drawing.Pick(isEnglish ? English : Chinese),
            isEnglish ? EnglishAnswer : ChineseAnswer,
            isEnglish ? EnglishMark : ChineseMark);
        return exchange.Write(drawing, Skill.OutOfDomain, language, ("topic", topic));
    }
}
