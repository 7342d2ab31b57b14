using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QwenWebChat.App.Data.Migrations
{
    /// <inheritdoc />
    public partial class Monitoring : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "MetricMinutes",
                columns: table => new
                {
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Values = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MetricMinutes", x => x.At);
                });

            migrationBuilder.CreateTable(
                name: "ServedRequests",
                columns: table => new
                {
                    Number = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ArrivedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", nullable: false),
                    Outcome = table.Column<string>(type: "TEXT", nullable: false),
                    UserId = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: false),
                    PromptTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    CachedTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    NewTokens = table.Column<int>(type: "INTEGER", nullable: false),
                    QueueMicroseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    TimeToFirstTokenMicroseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    DecodeMicroseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    TokensPerSecond = table.Column<double>(type: "REAL", nullable: true),
                    InterTokenP50Microseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    InterTokenP95Microseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    InterTokenMaxMicroseconds = table.Column<long>(type: "INTEGER", nullable: true),
                    EndToEndMicroseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    PreemptionCount = table.Column<int>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", nullable: true),
                    PromptText = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServedRequests", x => x.Number);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ServedRequests_ArrivedAt_Kind_Outcome_EndToEndMicroseconds",
                table: "ServedRequests",
                columns: new[] { "ArrivedAt", "Kind", "Outcome", "EndToEndMicroseconds" });

            migrationBuilder.CreateIndex(
                name: "IX_ServedRequests_Id",
                table: "ServedRequests",
                column: "Id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MetricMinutes");

            migrationBuilder.DropTable(
                name: "ServedRequests");
        }
    }
}
