using System.Text.Json;
using QwenWebChat.App.Chat;

namespace QwenWebChat.Tests.Chat;

/// <summary>Lists of objects as CSV.</summary>
public sealed class JsonTableTests
{
    [Theory]
    [InlineData("""[{"a":1,"b":"x"},{"b":"y","c":true}]""", "a,b,c\r\n1,x,\r\n,y,true\r\n")]
    [InlineData("""{"total":2,"items":[{"a":1},{"a":2}]}""", "a\r\n1\r\n2\r\n")]
    [InlineData("""{"page":{"items":[{"a":1}]},"tags":["x"],"none":[]}""", "a\r\n1\r\n")]
    [InlineData("""[{"a":{"b":[1, 2]},"c":[{"d":1}],"e":null}]""", "a,c,e\r\n\"{\"\"b\"\":[1, 2]}\",\"[{\"\"d\"\":1}]\",\r\n")]
    [InlineData("""[{"a":"x,y","b":"say \"hi\"","c":"one\ntwo"}]""", "a,b,c\r\n\"x,y\",\"say \"\"hi\"\"\",\"one\ntwo\"\r\n")]
    [InlineData("""[{"a":1.50,"b":12345678901234567890,"c":"华为"}]""", "a,b,c\r\n1.50,12345678901234567890,华为\r\n")]
    [InlineData("""[{"a":1,"a":2}]""", "a\r\n2\r\n")]
    public void ToCsv_ListOfObjects_HasAColumnForEachName(string json, string csv)
    {
        Assert.Equal(csv, JsonTable.Find(JsonElement.Parse(json))?.ToCsv());
    }

    [Fact]
    public void ToCsv_TextThatIsAFormula_IsEscapedAndANumberIsNot()
    {
        JsonTable? table = JsonTable.Find(JsonElement.Parse("""[{"=n":"=1+1","b":"+1","c":"-1","d":"@x","e":"\tx","f":-1,"g":"a=1"}]"""));

        Assert.Equal("'=n,b,c,d,e,f,g\r\n'=1+1,'+1,'-1,'@x,'\tx,-1,a=1\r\n", table?.ToCsv());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("[1,2]")]
    [InlineData("""[{"a":1},2]""")]
    [InlineData("""{"a":[{"x":1}],"b":[{"x":2}]}""")]
    [InlineData("""{"a":[[{"x":1}]]}""")]
    public void Find_NoSingleListOfObjects_IsNull(string json)
    {
        Assert.Null(JsonTable.Find(JsonElement.Parse(json)));
    }

    [Fact]
    public void Find_MoreCellsThanAllowed_IsNull()
    {
        string json = $"[{string.Join(',', Enumerable.Range(0, 1001).Select(number => $$"""{"n{{number}}":1}"""))}]";

        Assert.Null(JsonTable.Find(JsonElement.Parse(json)));
    }
}
