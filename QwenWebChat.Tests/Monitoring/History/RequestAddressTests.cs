using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring.History;

/// <summary>A filter in an address, and the lines of the file behind it.</summary>
public sealed class RequestAddressTests
{
    [Fact]
    public void Write_ThenRead_IsTheSame()
    {
        RequestFilter filter = new()
        {
            Text = "a&b=c 报告%",
            Kinds = [RequestKind.Chat, RequestKind.Api],
            FinishReasons = [FinishReason.Error],
            From = Records.Noon.AddMilliseconds(7),
            To = Records.Noon.AddDays(1),
            MinEndToEnd = TimeSpan.FromSeconds(2.5),
        };

        Assert.True(TryRead(RequestAddress.Write(filter), out RequestFilter? read, out _));

        Assert.Equal(
            (filter.Text, filter.From, filter.To, filter.MinEndToEnd),
            (read!.Text, read.From, read.To, read.MinEndToEnd));
        Assert.Equal(filter.Kinds, read.Kinds);
        Assert.Equal(filter.FinishReasons, read.FinishReasons);
        Assert.Equal("", RequestAddress.Write(RequestFilter.None));
    }

    [Theory]
    [InlineData("?kind=chat&kind=CHAT&kind=title&text=")]
    [InlineData("?Kind=Chat&kind=Title&from=")]
    public void Read_LooseButClear_IsUnderstood(string address)
    {
        Assert.True(TryRead(address, out RequestFilter? filter, out _));

        Assert.Equal([RequestKind.Chat, RequestKind.Title], filter!.Kinds);
        Assert.Equal((null, null), (filter.Text, filter.From));
    }

    [Theory]
    [InlineData("?kind=chats", "kind is 'chats'; expected Chat, Document, Title, Api.")]
    [InlineData("?kind=1", "kind is '1'; expected Chat, Document, Title, Api.")]
    [InlineData("?outcome=ok", "outcome is 'ok'; expected Stop, Length, Abort, Error.")]
    [InlineData("?from=yesterday", "from is 'yesterday'; expected a time such as 2025-06-10T12:00:00Z.")]
    [InlineData("?to=2025-13-01", "to is '2025-13-01'; expected a time such as 2025-06-10T12:00:00Z.")]
    [InlineData("?minSeconds=-1", "minSeconds is '-1'; expected 0 to 31536000 seconds, such as 2.5.")]
    [InlineData("?minSeconds=NaN", "minSeconds is 'NaN'; expected 0 to 31536000 seconds, such as 2.5.")]
    [InlineData("?minSeconds=-Infinity", "minSeconds is '-Infinity'; expected 0 to 31536000 seconds, such as 2.5.")]
    [InlineData("?minSeconds=Infinity", "minSeconds is 'Infinity'; expected 0 to 31536000 seconds, such as 2.5.")]
    [InlineData("?minSeconds=31536001", "minSeconds is '31536001'; expected 0 to 31536000 seconds, such as 2.5.")]
    [InlineData("?text=a&text=b", "text is given 2 times; expected once.")]
    [InlineData("?users=ada", "users is not a parameter; expected text, kind, outcome, from, to, minSeconds.")]
    [InlineData("?kind=a%0D%0Ab", "kind is 'a  b'; expected Chat, Document, Title, Api.")]
    public void Read_Wrong_SaysWhatWouldBeRight(string address, string expected)
    {
        Assert.False(TryRead(address, out _, out string? problem));

        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Csv_SpecialLetters_AreQuotedAndFormulasAreText()
    {
        RequestRecord request = Records.Waiting().Decoding().Ended(FinishReason.Error, "broke, \"here\"\r\nand there");

        string[] cells = Csv(request with { Model = "@model" }, "=HYPERLINK(1)")[..^2].Split(',', 12);

        Assert.Equal([request.Id.ToString(), "2025-06-10T12:00:00.000Z", "'=HYPERLINK(1)", "Chat", "'@model", "12480", "8192", "21", "7", "12", "850", "838,2000,10,95,130,210,2870,1,Error,\"broke, \"\"here\"\"\r\nand there\""], cells);
    }

    [Theory]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a=1", "a=1")]
    [InlineData("=a,b", "\"'=a,b\"")]
    public void Csv_Beginnings_AreGuarded(string user, string expected) =>
        Assert.Contains($"Z,{expected},Chat,", Csv(Records.Waiting(), user), StringComparison.Ordinal);

    [Fact]
    public void Csv_Culture_ChangesNothing()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("de-DE");

            Assert.Contains(",12.5,,", Csv(Records.Waiting() with { Queue = TimeSpan.FromMilliseconds(12.5) }, "ada"), StringComparison.Ordinal);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    private static string Csv(RequestRecord request, string user)
    {
        StringBuilder text = new();
        RequestCsv.Append(text, request, user);
        return text.ToString();
    }

    private static bool TryRead(string address, out RequestFilter? filter, out string? problem) =>
        RequestAddress.TryRead(new QueryCollection(QueryHelpers.ParseQuery(address)), out filter, out problem);
}
