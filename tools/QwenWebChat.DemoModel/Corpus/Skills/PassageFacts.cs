namespace QwenWebChat.DemoModel.Corpus.Skills;

/// <summary>The simple facts that passages consist of.</summary>
internal static class PassageFacts
{
    private const string Place = "[museum|library|market|swimming pool|city hall|zoo|theater|post office|bakery|castle] in {city}";
    private const string Company = "[Nordlicht|Bluebird|Greenfield|Silverline|Sunrise|Oakwood|Riverstone|Skyway|Redbrick|Starfish] [Bakery|Bank|Hotel|School|Clinic|Studio|Garage|Press]";
    private const string Device = "[tablet|camera|drone|printer|radio|lamp|heater|scooter|kettle|monitor] [A|B|C|K|M|T|X][1|2|3|4|5|7|9]";
    private const string Event = "[spring|summer|autumn|winter] [festival|concert|market|race|fair|exhibition|workshop]";
    private const string ChinesePlace = "{city}的[博物馆|图书馆|菜市场|游泳馆|市政厅|动物园|剧院|邮局|面包店|美术馆]";
    private const string ChineseCompany = "[北光|蓝鸟|绿野|银线|日出|橡木|河石|天路|红砖|海星][面包店|银行|酒店|学校|诊所|工作室|书店|出版社]";
    private const string ChineseDevice = "[平板|相机|无人机|打印机|收音机|台灯|暖风机|滑板车|水壶|显示器][A|B|C|K|M|T|X][1|2|3|4|5|7|9]";
    private const string ChineseEvent = "[春季|夏季|秋季|冬季][音乐节|演唱会|集市|长跑赛|展览|讲座|书展]";

    public static IReadOnlyList<PassageFact> English { get; } =
    [
        new(Place, "The {subject} opens at {value}[| every day| on weekdays].", "[When|At what time] does the {subject} open?", "{time}"),
        new(Place, "The {subject} closes at {value}[| in summer| on Sundays].", "[When|At what time] does the {subject} close?", "{time}"),
        new(Place, "The {subject} was built in {value}.", "[When|In which year] was the {subject} built?", "{year}"),
        new(Place, "The {subject} has {value} visitors [a day|a week].", "How many visitors does the {subject} have?", "{number}"),
        new(Place, "A ticket for the {subject} costs {value}.", "[How much is|What is the price of] a ticket for the {subject}?", "{number} euros"),
        new(Company, "{subject} was founded by {value}.", "Who [founded|was the founder of] {subject}?", "{person}"),
        new(Company, "{subject} is led by {value}.", "Who [leads|is the head of|runs] {subject}?", "{person}"),
        new(Company, "{subject} has its office in {value}.", "[Where|In which city] [is the office of {subject}|does {subject} have its office]?", "{city}"),
        new(Company, "{subject} employs {value} people.", "How many people [does {subject} employ|work at {subject}]?", "{number}"),
        new(Device, "The {subject} weighs {value}.", "[How heavy is|What is the weight of] the {subject}?", "{number} grams"),
        new(Device, "The battery of the {subject} lasts {value}.", "How long does the battery of the {subject} last?", "{number} hours"),
        new(Device, "The {subject} is available in {value}.", "[Which color does the {subject} have|In which color is the {subject} available]?", "[black|white|red|blue|green|silver|yellow]"),
        new(Event, "The {subject} takes place on {value}.", "[When|On which date] [is the {subject}|does the {subject} take place]?", "{date}"),
        new(Event, "The {subject} is held in {value}.", "[Where|In which city] is the {subject}[| held]?", "{city}"),
        new(Event, "The {subject} is organized by {value}.", "Who [organizes|is organizing] the {subject}?", "{person}"),
    ];

    public static IReadOnlyList<PassageFact> Chinese { get; } =
    [
        new(ChinesePlace, "{subject}[每天|平日|]{value}开门。", "{subject}[几点|什么时候]开门？", "{time}"),
        new(ChinesePlace, "{subject}[夏天|周日|]{value}关门。", "{subject}[几点|什么时候]关门？", "{time}"),
        new(ChinesePlace, "{subject}建于{value}。", "{subject}[是哪一年建的|建于哪一年|是什么时候建的]？", "{year}年"),
        new(ChinesePlace, "{subject}[每天|每周]有{value}参观。", "{subject}有多少人参观？", "{number}人"),
        new(ChinesePlace, "{subject}的门票是{value}。", "{subject}的门票[多少钱|是多少]？", "{number}元"),
        new(ChineseCompany, "{subject}由{value}创办。", "{subject}[是谁创办的|的创办人是谁]？", "{person}"),
        new(ChineseCompany, "{subject}的经理是{value}。", "[{subject}的经理是谁|谁是{subject}的经理]？", "{person}"),
        new(ChineseCompany, "{subject}的办公室在{value}。", "{subject}的办公室在[哪里|哪个城市]？", "{city}"),
        new(ChineseCompany, "{subject}有{value}员工。", "{subject}有多少[员工|名员工]？", "{number}名"),
        new(ChineseDevice, "{subject}重{value}。", "{subject}[有多重|的重量是多少]？", "{number}克"),
        new(ChineseDevice, "{subject}的电池可以用{value}。", "{subject}的电池[能用多久|可以用多长时间]？", "{number}小时"),
        new(ChineseDevice, "{subject}的颜色是{value}。", "{subject}是什么颜色[|的]？", "[黑色|白色|红色|蓝色|绿色|银色|黄色]"),
        new(ChineseEvent, "{subject}在{value}举行。", "{subject}[什么时候|哪一天]举行？", "{date}"),
        new(ChineseEvent, "{subject}的地点是{value}。", "{subject}的地点在[哪里|哪个城市]？", "{city}"),
        new(ChineseEvent, "{subject}由{value}组织。", "{subject}[是谁组织的|由谁组织]？", "{person}"),
    ];
}
