namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>Draws products: combines brands, models and variants, and invents some names.</summary>
internal static class Products
{
    private static readonly string[] EnglishPhones =
        ["Huawei Mate {n}", "Huawei Pura {n}", "Apple iPhone {m}", "iPhone {m}", "Samsung Galaxy S{n}", "Samsung Galaxy A{n}", "Xiaomi {m}", "Redmi Note {m}", "Google Pixel {m}", "OnePlus {m}", "Honor Magic {m}", "Oppo Find X{m}", "Vivo X{n}", "Sony Xperia {m}", "Motorola Edge {n}", "Nokia G{n}"];

    private static readonly string[] ChinesePhones =
        ["华为Mate {n}", "华为Mate{n}", "华为Pura {n}", "苹果iPhone {m}", "iPhone {m}", "三星Galaxy S{n}", "小米{m}", "红米Note {m}", "荣耀Magic{m}", "荣耀{n}", "OPPO Find X{m}", "vivo X{n}", "一加{m}", "魅族{n}", "努比亚Z{n}", "真我GT{m}"];

    private static readonly string[] EnglishOthers =
        ["Lenovo ThinkPad X{m}", "Dell XPS {m}", "HP Spectre {m}", "Asus Zenbook {m}", "MacBook Air {m}", "Acer Swift {m}", "iPad Air {m}", "Galaxy Tab S{m}", "Surface Pro {m}"];

    private static readonly string[] ChineseOthers =
        ["联想ThinkPad X{m}", "联想小新{m}", "戴尔XPS {m}", "惠普战{n}", "华硕灵耀{m}", "MacBook Air {m}", "华为MateBook {m}", "iPad Air {m}", "小米平板{m}"];

    private static readonly string[] EnglishPlain =
        ["Sony WH-{n} headphones", "Bose QC{n} headphones", "Garmin Fenix {m} watch", "Canon EOS R{m} camera", "Nikon Z{m} camera", "LG C{m} television", "Dyson V{m} vacuum cleaner", "Bosch Serie {m} dishwasher", "Philips {n} coffee machine", "Trek FX {m} bicycle"];

    private static readonly string[] ChinesePlain =
        ["索尼WH-{n}耳机", "华为FreeBuds {m}耳机", "佳能R{m}相机", "尼康Z{m}相机", "海信E{m}电视", "戴森V{m}吸尘器", "美的{n}空调", "小米手环{m}", "捷安特{n}自行车", "海尔{n}冰箱"];

    private static readonly string[] MadeUpStarts = ["Nova", "Lumo", "Zento", "Orbi", "Kiro", "Vexa", "Talo", "Brix", "Mira", "Solu", "Nexo", "Pico", "Rona", "Cavo", "Dexi", "Fyro", "Luna", "Terra", "Astra", "Velo"];

    private static readonly string[] Suffixes = ["", "", " Pro", " Pro", " Max", " Pro Max", " Ultra", " Plus", " Lite", " SE"];

    private static readonly string[] EnglishColors =
        ["black", "white", "blue", "red", "green", "silver", "gold", "gray", "pink", "purple", "yellow", "orange", "dark blue", "light green", "midnight black", "pearl white", "rose gold", "sky blue", "titanium", "brown"];

    private static readonly string[] ChineseColors =
        ["黑色", "白色", "蓝色", "红色", "绿色", "银色", "金色", "灰色", "粉色", "紫色", "黄色", "橙色", "深蓝色", "浅绿色", "曜石黑", "珍珠白", "玫瑰金", "天空蓝", "钛灰色", "雅川青"];

    private static readonly string[] PhoneMemories =
        ["8+128GB", "8+256GB", "12+256GB", "12+512GB", "16+512GB", "16GB+1TB", "12GB+256GB", "128GB", "256GB", "512GB", "1TB", "64GB", "6+128GB", "16+256GB", "24GB+1TB"];

    public static Product Draw(Drawing drawing, Language language)
    {
        bool isEnglish = language == Language.English;
        int kind = drawing.Number(0, 9);
        string template = kind switch
        {
            <= 4 => drawing.Pick(isEnglish ? EnglishPhones : ChinesePhones),
            <= 6 => drawing.Pick(isEnglish ? EnglishOthers : ChineseOthers),
            7 => drawing.Pick(isEnglish ? EnglishPlain : ChinesePlain),
            _ => drawing.Pick(MadeUpStarts) + drawing.Pick([" {m}", " X{m}", " {n}", "-{n}", " S{n}"]),
        };
        string name = drawing.Text(template, ("n", $"{drawing.Number(1, 9) * 10}"), ("m", $"{drawing.Number(2, 18)}"));
        string suffix = kind == 7 ? "" : drawing.Pick(Suffixes);
        return new Product(
            name + suffix,
            drawing.Pick(isEnglish ? EnglishColors : ChineseColors),
            drawing.Pick(PhoneMemories),
            DrawBudget(drawing),
            kind != 7);
    }

    // Round numbers are most frequent, as people name them.
    private static int DrawBudget(Drawing drawing) => drawing.Number(0, 3) switch
    {
        0 => drawing.Number(1, 99) * 10,
        1 => drawing.Number(10, 99) * 50,
        2 => drawing.Number(1, 19) * 500,
        _ => drawing.Number(1, 15) * 1000,
    };
}
