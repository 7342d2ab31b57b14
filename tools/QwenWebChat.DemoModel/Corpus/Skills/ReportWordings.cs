namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>The kinds of documents that the demo model learns to summarize.</summary>
internal static class ReportWordings
{
    private const string EnglishDecision = "[Decision: {decision}.|We decided to {decision}.|It was agreed to {decision}.|The team decided to {decision}.|The group agreed to {decision}.|In the end everyone agreed to {decision}.]";
    private const string EnglishOwner = "[Owner: {owner}.|{owner} is the owner.|{owner} is responsible for this.|{owner} takes care of it.|{owner} will be in charge.|Responsible: {owner}.]";
    private const string EnglishDate = "[Due date: {date}.|It is due on {date}.|The deadline is {date}.|It must be done by {date}.|Everything has to be ready by {date}.|Deadline: {date}.]";
    private const string ChineseDecision = "[决定：{decision}。|会议决定{decision}。|大家同意{decision}。|最后决定{decision}。|团队决定{decision}。|一致同意{decision}。]";
    private const string ChineseOwner = "[负责人：{owner}。|由{owner}负责。|这件事由{owner}负责。|{owner}是负责人。|具体工作由{owner}负责。|责任人是{owner}。]";
    private const string ChineseDate = "[截止日期：{date}。|截止日期是{date}。|必须在{date}前完成。|要求{date}之前完成。|期限是{date}。|最晚{date}完成。]";

    private static readonly string[] EnglishTalk =
    [
        "{person} reported on the visit to {city}.", "{person} was absent.", "{person} asked about the [costs|plan|next step|weather in {city}].", "The last meeting was on {date}.",
        "{person} showed [some|{number}] [slides|photos|figures] from {city}.", "The idea to {decision} was rejected.", "{person} wanted to {decision}, but nobody agreed.", "The next meeting is on {date}.",
        "[About|Nearly|More than] {number} [guests|customers|visitors|people] came to the [office|shop|fair] in {city}.", "{person} thanked the team in {city}.", "Sales in {city} rose by {number} percent.",
        "{person} will be on holiday until {date}.", "{number} [chairs|screens|phones] were ordered for {city}.", "{person} took notes.", "The coffee machine was [repaired|replaced] on {date}.", "{person} asked for a copy of the slides.",
    ];

    private static readonly string[] ChineseTalk =
    [
        "{person}汇报了[去{city}的情况|{city}的工作|上周的进展]。", "{person}缺席。", "{person}询问了[费用|计划|下一步|{city}的天气]。", "上次会议是{date}。",
        "{person}展示了{city}的{number}张[照片|图表|幻灯片]。", "有人建议{decision}，没有通过。", "{person}想{decision}，但没有人同意。", "下次会议在{date}举行。",
        "[大约|将近|超过]{number}位[客人|客户|访客]来到{city}的[办公室|门店|展会]。", "{person}感谢了{city}的同事。", "{city}的销售额上升了{number}%。",
        "{person}休假到{date}。", "为{city}订购了{number}[把椅子|台屏幕|部电话]。", "{person}做了记录。", "咖啡机在{date}[修好了|换了新的]。", "{person}要了一份资料。",
    ];

    private static readonly string[] EnglishFailure =
    [
        "The alarm came from {city}.", "{person} noticed it first.", "{person} restarted the [router|server|database] twice.", "A similar case happened on {date}.", "{person} checked the logs from {date}.", "The log shows {number} [warnings|entries|errors].",
        "{person} called the provider in {city}.", "The idea to {decision} came too late.", "{person} proposed to {decision}, but that was rejected.", "The backup from {date} was complete.", "The temperature in the room was {number} degrees.", "{person} informed the [managers|customers|press] in {city}.", "The old cable was from {date}.",
    ];

    private static readonly string[] ChineseFailure =
    [
        "警报来自{city}。", "{person}最先发现。", "{person}重启了两次[路由器|服务器|数据库]。", "{date}发生过类似的情况。", "{person}检查了{date}的日志。", "日志里有{number}条[警告|记录|错误]。",
        "{person}联系了{city}的供应商。", "{person}提议{decision}，没有通过。", "{date}的备份是完整的。", "机房温度是{number}度。", "{person}通知了{city}的[经理|客户|媒体]。", "旧线缆是{date}安装的。",
    ];

    private static readonly string[] EnglishProduct =
    [
        "{person} tested the sample in {city}.", "The first sample came on {date}.", "{number} [testers|customers|shops] gave feedback.", "{person} likes the new color.", "The box weighs {number} grams.", "{person} compared it with the old model.", "A fair in {city} starts on {date}.",
        "The wish to {decision} was turned down.", "{person} wanted to {decision}, but that is too expensive.", "The factory is in {city}.", "{number} percent of the testers would buy it.", "{person} wrote the manual.", "The photos from {date} are good.",
    ];

    private static readonly string[] ChineseProduct =
    [
        "{person}在{city}测试了样品。", "第一批样品{date}到货。", "{number}位[测试者|客户|店员]给了反馈。", "{person}喜欢新颜色。", "包装重{number}克。", "{person}把它和旧款做了比较。", "{city}的展会{date}开幕。",
        "有人希望{decision}，没有通过。", "{person}想{decision}，但太贵了。", "工厂在{city}。", "{number}%的测试者愿意购买。", "{person}写了说明书。", "{date}拍的照片不错。",
    ];

    public static IReadOnlyList<ReportWording> English { get; } =
    [
        new("[Meeting notes|Minutes|Team meeting|Notes from the meeting|Weekly meeting][, {city}|]", EnglishDecision, EnglishOwner, EnglishDate, null, EnglishTalk),
        new("[Incident report|Outage report|Incident|Report on the failure][, {city}|]", EnglishDecision, EnglishOwner, EnglishDate, "[Impact: {impact}.|The impact was: {impact}.|As a result, {impact}.|Because of this, {impact}.]", EnglishFailure),
        new("[Product notes|Product review|Notes on the product|Product update][, {city}|]", EnglishDecision, EnglishOwner, EnglishDate, null, EnglishProduct),
    ];

    public static IReadOnlyList<ReportWording> Chinese { get; } =
    [
        new("[会议记录|会议纪要|周会记录|部门会议][，{city}|]", ChineseDecision, ChineseOwner, ChineseDate, null, ChineseTalk),
        new("[事故报告|故障报告|事件报告|故障记录][，{city}|]", ChineseDecision, ChineseOwner, ChineseDate, "[影响：{impact}。|影响是{impact}。|结果{impact}。|造成的影响：{impact}。]", ChineseFailure),
        new("[产品记录|产品说明|产品评审|产品更新][，{city}|]", ChineseDecision, ChineseOwner, ChineseDate, null, ChineseProduct),
    ];
}
