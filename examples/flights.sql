/* Flights by how late they left: how many, with how many aircraft, how far and how fast.
   Four destinations are not among the airports; their distance is NULL, which avg() leaves out.
   The file says NA for what is not known: load it with --null NA. */
SELECT
  delay_category(flights.dep_delay) AS category,
  count(*) AS flights,
  count(DISTINCT clean_tail_number(flights.tailnum)) AS aircraft,
  round(avg(great_circle_km(origin.lat, origin.lon, destination.lat, destination.lon))) AS km,
  round(avg(flights.air_time)) AS minutes_in_the_air
FROM flights
JOIN airports AS origin ON origin.faa = flights.origin
LEFT JOIN airports AS destination ON destination.faa = flights.dest
GROUP BY category
ORDER BY flights DESC
