namespace QwenWebChat.DemoModel.Corpus.Vocabulary;

/// <summary>Draws decisions: an action, its object, and its manner.</summary>
internal static class Decisions
{
    private const string English =
        "[postpone|approve|cancel|restart|test|extend|pilot|review|outsource|simplify|pause|expand|finish|repeat|reduce|prepare] the [supplier contract|spring campaign|warehouse plan|mobile app release|training program|office move|customer survey|payment update|night shift trial|data backup project|website redesign|hiring plan|price list|delivery service|security audit|loyalty program|search feature|server upgrade|product catalog|support hotline][| in two steps| with a smaller budget| for one more quarter| with the sales team| in the northern region| before the holidays| with an outside partner]";

    private const string Chinese =
        "[推迟|批准|取消|重启|测试|延长|试行|审查|外包|简化|暂停|扩大|完成|重做|缩减|准备][|分两步|下月|联合销售部|按新预算|与外部伙伴一起]的[供应商合同|春季活动|仓库方案|手机应用发布|培训计划|办公室搬迁|客户调查|支付升级|夜班试点|数据备份项目|网站改版|招聘计划|价格表|配送服务|安全审计|会员计划|搜索功能|服务器升级|产品目录|客服热线]";

    public static List<string> DrawDistinct(Drawing drawing, Language language, int count)
    {
        var decisions = new List<string>();
        while (decisions.Count < count)
        {
            string decision = Draw(drawing, language);
            if (!decisions.Exists(other => other.Contains(decision, StringComparison.Ordinal) || decision.Contains(other, StringComparison.Ordinal)))
            {
                decisions.Add(decision);
            }
        }

        return decisions;
    }

    private static string Draw(Drawing drawing, Language language)
    {
        if (language == Language.English)
        {
            return drawing.Text(English);
        }

        // In Chinese the manner precedes the verb, so it moves there.
        string[] parts = drawing.Text(Chinese).Split('的', 2);
        return parts[0][2..] + parts[0][..2] + parts[1];
    }
}
